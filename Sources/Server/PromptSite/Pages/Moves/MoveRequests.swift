internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import PromptsAPI

// What the pages that move something ask of a request, and make of what comes back.
extension ServiceRequest {
  /// Whether whoever asks may do what needs a role; nobody may without a key.
  func may(_ needed: Role) -> Bool { caller.key.map { $0.role >= needed } ?? false }

  /// The number of the version that a parameter of the query names; `nil` where it is not there.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)`` for anything that is no number.
  func versionNumber(_ parameter: String = "version") throws(ServiceError) -> Int? {
    guard let text = target[parameter], !text.isEmpty else { return nil }
    let digits = text.utf8.first == UInt8(ascii: "v") ? text.dropFirst() : text[...]
    guard let number = Int(digits), number > 0 else {
      throw .invalid("'\(parameter)' is the number of a version", parameter: parameter)
    }
    return number
  }

  /// The environment that a parameter of the query names.
  func environment(in parameter: String) throws -> EnvironmentName {
    guard let text = target[parameter] else {
      throw ServiceError.invalid(
        "'\(parameter)' has to name an environment", parameter: parameter)
    }
    return try environment(text)
  }

  /// Why an environment is changed, as a form says it.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)`` where the environment is protected, and nobody
  ///   says why.
  func reason(
    of form: FormFields, changing environment: DeploymentEnvironment
  ) throws(ServiceError) -> String? {
    let reason = form.reason
    guard reason != nil || !environment.isProtected else {
      throw .invalid(
        "'\(environment.name)' is protected: say why it gets something new", parameter: nil)
    }
    return reason
  }
}

extension MadeOperation {
  /// The page of what was done; another one where nothing was.
  func page(or other: Link) -> Link { id.map { Link("activity").component($0) } ?? other }
}

extension ServiceError {
  /// What went wrong with a form, beside what it was typed into.
  var ofForm: String {
    switch self {
    case .invalid(let sentence, _), .unexpectedVersion(let sentence), .rule(_, let sentence):
      sentence
    default: "Somebody moved something meanwhile"
    }
  }

  /// Whether a form comes back with it, instead of a page that says it alone.
  var isAnsweredByTheForm: Bool { [.conflict, .rule, .invalid].contains(kind) }

  /// The status of a page that says it.
  var status: HTTPStatus { HTTPStatus(rawValue: APIError(self).status) }
}
