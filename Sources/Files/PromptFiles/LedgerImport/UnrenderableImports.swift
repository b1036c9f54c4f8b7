internal import PromptRepo
internal import PromptTemplate

// What comes with a history is taken as it is; what cannot be rendered is named.
extension VersionContent {
  /// Whether there are texts of the content's dialect that cannot be rendered.
  var mayNotRender: Bool {
    switch dialect {
    case .plain, .strict, .jinja: false
    case .chat, .handlebars: true
    }
  }
}

extension Transaction {
  /// Why the active version of a prompt cannot be rendered; nil if it can, or there is none.
  func renderRefusal(
    ofActive name: PromptName
  ) throws(RepositoryError) -> RepositoryError? {
    guard let move = try lastMove(of: .active, name) else { return nil }
    let version = try version(of: move)
    do throws(RepositoryError) {
      let text = try text(of: version, name)
      return text.unreadable.map { .unreadable($0, in: "\(name) v\(version.number)") }
    } catch {
      guard error.code == .invalid else { throw error }
      return error
    }
  }

  /// Whether a partial is not there under the name that a pin has, and is behind a prefix.
  func isForPrefix(
    _ prefix: String, _ reason: RepositoryError
  ) throws(RepositoryError) -> Bool {
    guard !prefix.isEmpty, let partial = (reason.cause as? PartialRefusal)?.missingPin?.name,
      let name = PromptName(orNil: prefix + partial.rawValue)
    else { return false }
    return try target(of: .prompt(name, .info)) != nil
  }
}
