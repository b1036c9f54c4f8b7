internal import Platform
internal import PromptRepo

/// One of the four programs, as it is found in the folder of the one that runs.
struct InstalledProgram {
  /// What is wrong with a program.
  enum Problem: Equatable {
    /// There is no such file.
    case absent
    /// The loader does not find these libraries.
    case missingLibraries([String])
    /// It does not start, or does not answer as this version does.
    case silent(String)
  }

  /// What it is called.
  let name: String
  /// Where it is, or would be.
  let path: String
  /// What is wrong with it; nil if it runs.
  let problem: Problem?
  /// Its version; nil if it does not run.
  let version: ProgramVersion?
  /// The libraries that it is linked with; none if it does not run.
  let libraries: [LinkedLibrary]

  /// All of them; each is started to ask it.
  static func all() throws(SystemError) -> [InstalledProgram] {
    let program = try CurrentProcess.executablePath()
    let folder = program.parentDirectory
    var programs: [InstalledProgram] = []
    for name in ["promptrepo"] + HandOver.Companion.allCases.map(\.rawValue) {
      programs.append(try InstalledProgram(name, at: "\(folder)/\(name)"))
    }
    return programs
  }

  /// Looks at the program at a path.
  private init(_ name: String, at path: String) throws(SystemError) {
    self.name = name
    self.path = path
    let answer = try InstalledProgram.ask(path)
    switch answer {
    case .success(let lines):
      problem = nil
      version = lines.first.flatMap { ProgramVersion($0) }
      libraries = lines.dropFirst().compactMap { LinkedLibrary($0) }
    case .failure(let failure):
      problem = failure.problem
      version = nil
      libraries = []
    }
  }

  private struct Failure: Error {
    let problem: Problem
  }

  /// What a program answers to ``HiddenRequest/libraries``, line by line.
  private static func ask(_ path: String) throws(SystemError) -> Result<[Substring], Failure> {
    guard try FileSystem().exists(path) else { return .failure(Failure(problem: .absent)) }
    let result: ProcessResult
    do throws(SystemError) {
      // The loader is asked, so this too may be what the system refuses.
      let missing = try SharedLibraries.missing(for: path)
      guard missing.isEmpty else {
        return .failure(Failure(problem: .missingLibraries(missing)))
      }
      result = try Subprocess(path, [HiddenRequest.libraries.rawValue]).capture()
    } catch {
      return .failure(Failure(problem: .silent(error.message)))
    }
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    guard result.succeeded, lines.first.flatMap({ ProgramVersion($0) }) != nil else {
      let said = String(decoding: result.error, as: UTF8.self).firstLine
      return .failure(Failure(problem: .silent(said.isEmpty ? "it prints nothing" : said)))
    }
    return .success(lines)
  }
}

extension InstalledProgram.Problem {
  /// What is wrong, after the program's name.
  func sentence(_ path: String) -> String {
    switch self {
    case .absent: "there is no '\(path)'"
    case .missingLibraries(let names):
      "it needs what is not installed: \(names.joined(separator: ", "))"
    case .silent(let said): "it does not say what it is: \(said)"
    }
  }

  /// How to get what is missing.
  var remedy: String {
    switch self {
    case .absent: "Put all four programs of one build into one folder"
    case .missingLibraries(let names): SharedLibraries.remedy(names)
    case .silent: "Install all four programs of one build"
    }
  }
}

extension SharedLibraries {
  /// How to get libraries that are missing.
  static func remedy(_ missing: [String]) -> String {
    let packages = missing.map { debianPackage(of: $0) }.joined(separator: " ")
    return "on Debian `apt install \(packages)` installs it; where there is no such package, "
      + "build the programs on this system"
  }
}
