print("promptrepo")
