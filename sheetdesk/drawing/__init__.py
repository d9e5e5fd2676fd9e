"""Charts as pictures for letters and pages: laid out once, then written as SVG or painted as PNG. Knows no case."""
