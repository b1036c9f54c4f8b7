import PromptRepo
import TestSupport
import Testing

// What other programs do to the ledger.
extension ServedSite {
  /// Adds `staging`, which is open, and `production`, which takes what was live there.
  func addEnvironments() throws {
    let staging = try EnvironmentName("staging")
    try repository.addEnvironment(staging)
    try repository.addEnvironment(EnvironmentName("production"), requires: staging)
  }

  /// Deploys a version a second later, and to what it needs to be live in before.
  func deploy(_ name: PromptName, _ version: Int, to environment: String) throws {
    clock.advance(milliseconds: 1_000)
    try repository.deploy(name, .number(version), to: EnvironmentName(environment))
  }

  /// The number of the version that is live; `nil` where none is.
  func live(_ name: PromptName, _ environment: String? = nil) throws -> Int? {
    let pointer: Pointer =
      if let environment { .environment(try EnvironmentName(environment)) } else { .active }
    return try repository.moves(of: pointer, name, limit: 1).first?.version
  }

  /// Why the newest move of an environment was made.
  func reason(_ name: PromptName, _ environment: String? = nil) throws -> String? {
    let pointer: Pointer =
      if let environment { .environment(try EnvironmentName(environment)) } else { .active }
    return try repository.moves(of: pointer, name, limit: 1).first?.reason
  }
}

extension ParsedElement {
  /// The names of the buttons on it that have words.
  var buttons: [String] { all("button").map(\.words).filter { !$0.isEmpty } }

  /// The words of what is in it, one after the other: the cells of a row.
  var cells: String { children.map(\.words).joined(separator: " ") }

  /// Where the links lead that have these words.
  func links(_ words: String) -> [String] {
    all("a").filter { $0.words == words }.compactMap { $0["href"] }
  }

  /// The value of a field.
  func value(_ name: String) -> String? { all("input").first { $0["name"] == name }?["value"] }

  /// What warns of something.
  var alerts: [String] { all.filter { $0["role"] == "alert" }.map(\.words) }
}
