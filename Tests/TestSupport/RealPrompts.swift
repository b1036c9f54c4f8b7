import CanonicalJSON

/// Real prompts: a few of `Fixtures`; in the extra suite the large public collection, where it lies
/// beside the project. The end-to-end checks put all of them through the release build.
public enum RealPrompts {
  /// The project's folder.
  public static let projectRoot: String = {
    // …/Tests/TestSupport/RealPrompts.swift
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// The CSV file, RFC 4180, with the columns `act` and `prompt`.
  public static let file: String = {
    let large = "\(projectRoot)/../shared/data/awesome-chatgpt-prompts.csv"
    return isExtra && exists(large) ? large : "\(projectRoot)/Fixtures/prompts.csv"
  }()

  /// Title and template of every row, as Python's reader of CSV sees them.
  public static func load() throws -> [(title: String, template: String)] {
    try load(file)
  }

  /// Whether the large collection lies beside the project.
  public static let hasAll = exists(large)

  /// Those of the large collection.
  public static func loadAll() throws -> [(title: String, template: String)] { try load(large) }

  private static let large = "\(projectRoot)/../shared/data/awesome-chatgpt-prompts.csv"

  private static func load(_ file: String) throws -> [(title: String, template: String)] {
    let script = """
      import csv, json, sys
      csv.field_size_limit(10 ** 9)
      for row in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")):
        print(json.dumps([row["act"], row["prompt"]]))
      """
    let output = try run("python3", ["-c", script, file])
    return try output.outputBytes.split(separator: 10).map { line in
      let pair = try JSONValue(parsing: Array(line)).array?.compactMap(\.string) ?? []
      return (pair[0], pair[1])
    }
  }

  private static func exists(_ path: String) -> Bool {
    (try? run("test", ["-f", path]).status == 0) ?? false
  }
}
