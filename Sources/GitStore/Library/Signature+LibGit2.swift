internal import CLibGit2
internal import PromptRepo

extension Signature {
  /// Calls `body` with the signature as the library takes it.
  ///
  /// Made by hand, since `git_signature_new` refuses an empty name or address.
  func withLibGit2<Result>(
    _ body: (UnsafePointer<git_signature>) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    var (name, email) = (Array(name.utf8CString), Array(email.utf8CString))
    let when = git_time(
      time: max(0, time.seconds), offset: Int32(time.offset),
      sign: CChar(bitPattern: UInt8(ascii: time.offset < 0 ? "-" : "+")))
    return try name.withUnsafeMutableBufferPointer { (name) throws(RepositoryError) in
      try email.withUnsafeMutableBufferPointer { (email) throws(RepositoryError) in
        var signature = git_signature(name: name.baseAddress, email: email.baseAddress, when: when)
        return try withUnsafePointer(to: &signature, body)
      }
    }
  }
}
