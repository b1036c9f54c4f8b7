/// What is wrong with one key of a file: the end of a sentence that the key begins.
struct KeyFileFlaw: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
