"""What the API is, for people and programs: the OpenAPI document, Swagger UI and ReDoc.

Everything is in the package: a NAS may be offline. The two readers are kept packed, with their
licences, and are not held in memory.
"""
