"""What patron costs, beside what else there is, measured in one run."""
