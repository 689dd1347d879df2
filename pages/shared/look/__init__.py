"""Colours, style sheets and small pictures."""
