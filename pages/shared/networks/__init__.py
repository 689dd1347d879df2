"""The networks that can read a drawing, and the choice of one."""
