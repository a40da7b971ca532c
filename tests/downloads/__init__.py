"""What is queued, chosen, retried and carried out."""
