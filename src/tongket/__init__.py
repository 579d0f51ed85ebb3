"""Tongket reads what Vietnamese public bodies report about their own work."""
