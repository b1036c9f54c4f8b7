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
        hint: RepositoryError.hint(cause), cause: cause)
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

  /// What to do where an address cannot be listened at.
  private static func hint(_ cause: SystemError) -> String? {
    switch cause.errno {
    case .addressInUse: "Another program is there; --listen ADDRESS:PORT names another place"
    case .addressNotAvailable: "No network interface of this machine has that address"
    case .accessDenied: "Ports below 1024 need the rights of an administrator; take a higher one"
    default: cause.hint
    }
  }
}
