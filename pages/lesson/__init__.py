"""Lesson: the way through the other pages, step by step."""
