"""The register's own work on what came in: grading, what was seen before, links, and intelligence entered by hand."""
