"""In-memory adapters and Hypothesis strategies, for tests of your own."""
