"""Finding products: embeddings, FAISS, words, their fusion, and the index that holds them."""
