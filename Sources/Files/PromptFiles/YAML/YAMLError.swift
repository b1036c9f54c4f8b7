/// Why a header is not the YAML that is read here, and where.
struct YAMLError: Error {
  /// What is wrong.
  let message: String

  /// The byte in the header where it is wrong.
  let offset: Int

  /// What to do about it, if anything is known to help.
  let hint: String?

  init(_ message: String, at offset: Int, hint: String? = nil) {
    self.message = message
    self.offset = offset
    self.hint = hint
  }
}
