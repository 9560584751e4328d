"""Rules and frameworks as data: reading METADATA, checking it, selecting."""
