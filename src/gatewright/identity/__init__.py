"""Identity risk: policies compiled, requests decided, and who can reach what."""
