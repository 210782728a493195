"""The one room of words: numbers and codes in, sentences out."""
