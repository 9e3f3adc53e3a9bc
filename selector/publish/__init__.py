"""What people and programs get to see: record, tables, map, summary, directory."""
