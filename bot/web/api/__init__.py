"""The way in for other programs over HTTP: /api/v1, what Dify asks, and MCP at /mcp."""
