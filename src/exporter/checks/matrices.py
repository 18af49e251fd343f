"""Transformations of a PDF's coordinates (ISO 32000-1, 8.3.4): a, b, c, d, e, f."""

Matrix = tuple[float, float, float, float, float, float]


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what one does and then what another does."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
