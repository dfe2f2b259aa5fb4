"""Who is who, beside Splink: quality against labels, and time."""
