import Foundation
import TestSupport
import Testing

extension ServedRepo {
  /// Runs a script of `Fixtures/judges` against a server, in the repository's folder, and requires
  /// that it finds nothing wrong.
  func judgeSurface(
    _ server: ServerProcess, _ script: String, _ arguments: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    var environment = repo.environment
    environment["SERVER_URL"] = server.url
    environment["PROMPTREPO"] = PromptRepo.program
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    for (name, secret) in keys {
      environment["KEY_\(name.uppercased())"] = secret
      environment["KEY_\(name.uppercased())_ID"] = ServedRepo.id(of: secret)
    }
    let result = try TestSupport.run(
      PythonPackages.interpreter,
      ["\(RealPrompts.projectRoot)/Fixtures/judges/\(script)"] + arguments, cwd: repo.path,
      env: environment)
    let log = try server.log
    try #require(
      result.status == 0 && result.stdout.hasSuffix("JUDGE OK\n"),
      "\(script): \(result.stdout)\(result.stderr)\(log.suffix(2_000))", sourceLocation: location)
    // No secret is in the log, whatever form it came in.
    for secret in keys.values {
      let form = Data("\(ServedRepo.id(of: secret)):\(secret)".utf8).base64EncodedString()
      #expect(!log.contains(secret.suffix(64)) && !log.contains(form), sourceLocation: location)
    }
  }

  /// The id of the key that a secret belongs to.
  static func id(of secret: String) -> String {
    "key_\(secret.split(separator: "_").dropFirst().first ?? "")"
  }

  /// What git shows of a chain of a prompt, the newest first: committers, addresses and subjects.
  func log(
    _ prompt: String, _ chain: String, at location: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let result = try git(
      "log", "--first-parent", "--format=%cn %ce %s", "refs/prompts/\(prompt)/@\(chain)")
    #expect(result.status == 0, "\(result.stderr)", sourceLocation: location)
    return result.stdout.split(separator: "\n").map(String.init)
  }

  /// The references that prompts have.
  func promptReferences() throws -> [String] {
    try git("for-each-ref", "--format=%(refname)", "refs/prompts").stdout.split(separator: "\n")
      .map { String($0.dropFirst("refs/prompts/".count)) }
  }

  /// Runs git on the store.
  private func git(_ arguments: String...) throws -> RunResult {
    try TestSupport.run("git", ["--git-dir=\(repo.path)/.promptrepo"] + arguments)
  }
}
