"""Each model beside what a good analyst would otherwise use, at rolling test cutoffs."""
