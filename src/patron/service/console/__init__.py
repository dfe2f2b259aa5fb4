"""The console: pages of the service that business users open in a browser."""
