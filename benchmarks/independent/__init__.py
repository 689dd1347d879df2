"""Photographs and scans of digits, imitated without having seen our other imitations.

A surface is (H, W, 3) float32: the share of red, green and blue light that it sends back, from 0
to 1. Lengths are in millimetres where nothing else is said; `scale` is how many pixels one is.
"""
