internal import Platform
internal import PromptRepo
internal import PromptServer

extension RepositoryError {
  /// A refused call of the operating system.
  init(_ error: SystemError) {
    self.init(.inputOutput, error.description, hint: error.hint, cause: error)
  }

  /// Why a server does not start.
  init(_ error: ServerError) {
    switch error {
    case .cannotListen(let address, let cause):
      self.init(
        .inputOutput, "cannot listen at \(address): \(cause.message)",
        hint: "Another program may be there; --listen ADDRESS:PORT names another place",
        cause: cause
      )
    case .badCertificate:
      self.init(
        .invalid, "the certificate and its key cannot be used together",
        hint: "Both have to be PEM files, and the key has to be the certificate's")
    case .cannotStart:
      self.init(
        .inputOutput, "libmicrohttpd does not start",
        hint: "The system may be out of memory, threads or open files; `ulimit -a` shows the limits"
      )
    }
  }
}
