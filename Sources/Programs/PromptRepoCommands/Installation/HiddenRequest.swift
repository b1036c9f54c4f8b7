internal import CanonicalJSON
internal import CommandKit
internal import Platform

/// What the programs and the scripts that package them ask of a program; no command, and not for
/// people.
enum HiddenRequest: String, CaseIterable {
  /// Print the version and the libraries that this program is linked with, one a line.
  case libraries = "---libraries"
  /// Write a manual page for each command into a folder.
  case manualPages = "---manual-pages"
}

/// Prints what `--version` shows: the version, and what each program is linked with.
func showVersion(asJSON isJSON: Bool) throws {
  let programs = try InstalledProgram.all()
  let output = Console(.output, environment: .process)
  let version = ProgramVersion.current
  if isJSON {
    var object: JSONObject = ["object": "version", "version": .string(version.number)]
    object["revision"] = version.revision.map { .string($0) } ?? .null
    object["programs"] = .array(programs.map(\.json))
    try output.json(object)
    return
  }
  try output.line("promptrepo \(version)")
  var table = Table()
  for program in programs {
    let libraries = program.libraries.map(\.description).joined(separator: ", ")
    let other = program.version == version ? "" : program.version.map { "\($0): " } ?? ""
    table.add(
      .init(program.name),
      .init(program.problem.map { $0.sentence(program.path) } ?? "\(other)\(libraries)"))
  }
  try output.table(table)
}

extension InstalledProgram {
  /// The program for programs.
  fileprivate var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    if let problem { object["problem"] = .string(problem.sentence(path)) }
    object["libraries"] = .array(
      libraries.map { .object(["name": .string($0.name), "version": .string($0.version)]) })
    return .object(object)
  }
}
