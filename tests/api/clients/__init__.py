"""Small programs, each written with one edition's document in hand and nothing else."""
