"""What patron's models reach, beside what else there is, on real data and in one run."""
