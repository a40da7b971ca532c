"""Asking providers what exists, beside the passes and at a pace that they like."""
