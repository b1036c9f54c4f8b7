import Foundation
import TestSupport
import Testing

extension ServedRepo {
  /// Runs scripts of `Fixtures/client` against a server, in one interpreter, and requires that they
  /// find nothing wrong.
  func judge(
    _ server: ServerProcess, _ scripts: [String], _ arguments: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let program = """
      import importlib, sys
      sys.path.insert(0, sys.argv[1])
      scripts = sys.argv[2].split(",")
      del sys.argv[1:3]
      for script in scripts: importlib.import_module(script)
      """
    let result = try TestSupport.run(
      PythonPackages.interpreter,
      ["-c", program, "\(RealPrompts.projectRoot)/Fixtures/client", scripts.joined(separator: ",")]
        + arguments, cwd: repo.path, env: environment(server))
    // What the server has logged may be the reason.
    let log = try server.log.split(separator: "\n").suffix(5).joined(separator: "\n")
    try #require(
      result.status == 0, "\(scripts): \(result.stdout)\(result.stderr)\(log)",
      sourceLocation: location)
  }

  private func environment(_ server: ServerProcess) -> [String: String] {
    var environment = repo.environment
    environment["SERVER_URL"] = server.url
    environment["SERVER_PID"] = "\(server.identifier)"
    environment["SERVER_LOG"] = server.logPath
    environment["PROMPTREPO"] = PromptRepo.program
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    for (name, secret) in keys { environment["KEY_\(name.uppercased())"] = secret }
    return environment
  }
}
