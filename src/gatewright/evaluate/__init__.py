"""From documents and hits to findings: outcome, location, owners, controls, fingerprint, score."""
