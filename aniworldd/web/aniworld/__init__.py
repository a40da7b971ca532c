"""The Aniworld documents' dialect: translations and handlers, no decisions."""
