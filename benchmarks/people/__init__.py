"""The register at its stated size: looking people up, and finding who stands in it twice."""
