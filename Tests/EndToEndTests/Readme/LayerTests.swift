import Foundation
import TestSupport
import Testing

/// The layers that Package.swift declares hold: dependencies and imports point downwards.
@Suite struct LayerTests {
  private let package: PackageLayout

  init() throws {
    package = try PackageLayout()
  }

  @Test func everyFolderOfSourcesIsATargetOfItsLayer() throws {
    let sources = "\(RealPrompts.projectRoot)/Sources"
    let folders = try FileManager.default.contentsOfDirectory(atPath: sources)
      .filter { !$0.hasPrefix(".") }
      .flatMap { layer in
        try FileManager.default.contentsOfDirectory(atPath: "\(sources)/\(layer)")
          .filter { !$0.hasPrefix(".") }.map { "\(layer)/\($0)" }
      }
    #expect(package.targets.map { "\($0.layer)/\($0.name)" }.sorted() == folders.sorted())
  }

  @Test func dependenciesPointToTheSameLayerOrAnEarlierOne() throws {
    #expect(package.layers == package.layersInOrderOfUse)
    for target in package.targets {
      let own = try #require(package.layers.firstIndex(of: target.layer))
      for dependency in target.dependencies {
        let other = try #require(
          package.target(dependency), "\(target.name) depends on \(dependency)")
        let index = try #require(package.layers.firstIndex(of: other.layer))
        #expect(index <= own, "\(target.name) of \(target.layer) depends on \(dependency)")
      }
    }
  }

  @Test func everyImportIsADeclaredDependency() throws {
    var count = 0
    for target in package.targets {
      for module in try target.imports() where package.target(module) != nil {
        #expect(target.dependencies.contains(module), "\(target.name) imports \(module)")
        count += 1
      }
    }
    #expect(count > 100)
  }

  /// No C library, no files and no network: values, git's model and the standard library are all.
  @Test func theCoreImportsValuesAlone() throws {
    let allowed: Set = ["CanonicalJSON", "Digests", "TextDiff", "GitModel", "Synchronization"]
    let core = package.targets.filter { $0.layer == "Ledger" }
    #expect(core.count >= 3)
    let own = core.map(\.name)
    for target in core {
      let others = try target.imports().subtracting(allowed).subtracting(own)
      #expect(others.isEmpty, "\(target.name) imports \(others.sorted())")
    }
  }

  /// What the core stands on has no files either: the model reads the clock, in one place.
  @Test func theModelBelowTheCoreReadsTheClockAlone() throws {
    let model = try #require(package.target("GitModel"))
    #expect(try model.imports(leavingOut: "Signature.swift") == ["Digests"])
    let timestamp = try String(
      contentsOfFile: "\(RealPrompts.projectRoot)/Sources/Git/GitModel/Objects/Signature.swift",
      encoding: .utf8)
    #expect(timestamp.matches(of: /SystemClock\.nowMilliseconds/).count == 1)
    #expect(timestamp.matches(of: /FileSystem|Subprocess|SystemError/).isEmpty)
  }

  @Test func theTableOfModulesIsThePackages() throws {
    let article = try Readme("Sources/Ledger/PromptRepo/PromptRepo.docc/Architecture.md")
    func names(_ cell: String) -> [String] {
      cell.matches(of: /`([A-Za-z0-9-]+)`/).map { String($0.output.1) }
    }
    var listed: Set<String> = []
    for row in try article.rows(below: "## Modules").dropFirst() {
      for name in names(row[1]) {
        let target = try #require(package.target(name), "the table has \(name)")
        #expect(row[0] == target.layer, "\(name)")
        #expect(names(row[3]).sorted() == target.dependencies.sorted(), "\(name)")
        listed.insert(name)
      }
    }
    #expect(listed == Set(package.targets.map(\.name)))
  }

  @Test func theFoldersToBeginInExist() throws {
    let article = try Readme("Sources/Ledger/PromptRepo/PromptRepo.docc/Architecture.md")
    let rows = try article.rows(below: "## How to find the file to change").dropFirst()
    #expect(rows.count > 10)
    for row in rows {
      // A target with its layer, then folders in it.
      var target = ""
      for match in row[1].matches(of: /`([A-Za-z\/]+)`/) {
        let name = String(match.output.1)
        if name.contains("/") { target = name }
        let folder = name == target ? name : "\(target)/\(name)"
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
          atPath: "\(RealPrompts.projectRoot)/Sources/\(folder)", isDirectory: &isFolder)
        #expect(exists && isFolder.boolValue, "\(row[0]): \(folder)")
      }
    }
  }
}

/// The targets of Package.swift, by the layers that it lists them in.
private struct PackageLayout {
  struct Target {
    let layer: String
    let name: String
    let dependencies: [String]

    /// The modules that the target's files import.
    func imports(leavingOut file: String? = nil) throws -> Set<String> {
      let folder = "\(RealPrompts.projectRoot)/Sources/\(layer)/\(name)"
      var modules: Set<String> = []
      for case let path as String in FileManager.default.enumerator(atPath: folder) ?? .init()
      where path.hasSuffix(".swift") && !(file.map { path.hasSuffix($0) } ?? false) {
        let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
        let line = /^ *(?:[@_a-z]+ )*import (?:(?:struct|class|enum|protocol|func|let|var) )?(\w+)/
        for match in text.matches(of: line.anchorsMatchLineEndings()) {
          modules.insert(String(match.output.1))
        }
      }
      return modules
    }
  }

  /// The folders of the layers, in the order in which they are declared.
  let layers: [String]
  /// The same in the order in which the package puts their targets together.
  let layersInOrderOfUse: [String]
  let targets: [Target]

  init() throws {
    let text = try Readme("Package.swift").text
    // Each layer is a constant: a call with the folder and the targets.
    let parts = text.matches(of: /let (\w+) = layer\(\s*"(\w+)",((?:.|\n)*?)\n  \]\)/)
    layers = parts.map { String($0.output.2) }
    targets = parts.flatMap { part in
      let layer = String(part.output.2)
      let kind = /\.(?:systemLibrary|target|executableTarget)\(\s*name: "/
      return part.output.3.split(separator: kind).dropFirst().map { declaration in
        let dependencies = declaration.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.output.1 ?? ""
        return Target(
          layer: layer, name: String(declaration.prefix { $0 != "\"" }),
          dependencies: dependencies.matches(of: /"([^"]+)"/).map { String($0.output.1) })
      }
    }
    let sum = try #require(text.firstMatch(of: /\n  targets: ((?:.|\n)*?),\n/)?.output.1)
    let constants = Dictionary(
      uniqueKeysWithValues: parts.map { (String($0.output.1), String($0.output.2)) })
    layersInOrderOfUse = sum.matches(of: /\w+/).compactMap { constants[String($0.output)] }
  }

  func target(_ name: String) -> Target? {
    targets.first { $0.name == name }
  }
}
