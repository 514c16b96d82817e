"""The graph for agents: a server of the Model Context Protocol (https://modelcontextprotocol.io), read-only.

`kg.mcp.server` needs the package `mcp` (the extra of that name), and nothing else here does: tools are
functions of a `Desk`, done by a `Runner` in processes that can be killed, and like the command line the
server turns a `KgError` into words.
"""
