"""What has completed; a file a month, kept by the store."""
