import CanonicalJSON
import TestSupport
import Testing

/// Python's csv and json modules, as a judge from outside.
enum PythonCSV {
  /// A file of random awkward fields that Python's csv module wrote, and the rows it was given.
  static func randomFile(
    seed: Int, quoting: String, lineEnd: String
  ) throws -> (csv: [UInt8], rows: [[String]]) {
    let script = """
      import csv, io, json, random, sys
      random.seed(\(seed))
      parts = ['"', '""', ',', '\\r\\n', '\\n', '\\r', ' ', 'a', 'text', 'é', 'e\\u0301', '日本', '👩‍👧',
               "'", ';', '\\t', '\\\\', '{{x}}', '---', '\\ufeff', '0', '<', '\\u2028']
      if \(lineEnd) == '\\n' and csv.\(quoting) != csv.QUOTE_ALL:
          parts.remove('\\r')  # Python leaves it unquoted there
      rows = [[''.join(random.choice(parts) for _ in range(random.randrange(9))) for _ in range(5)]
              for _ in range(200)]
      rows[0] = ['name', 'template', 'c', 'd', 'e']
      out = io.StringIO(newline='')
      csv.writer(out, quoting=csv.\(quoting), lineterminator=\(lineEnd)).writerows(rows)
      sys.stdout.buffer.write(json.dumps(rows).encode() + b'\\n' + out.getvalue().encode())
      """
    let result = try run("python3", ["-c", script])
    #expect(result.status == 0, "\(result.stderr)")
    let split = try #require(result.outputBytes.firstIndex(of: 0x0A))
    let value = try JSONValue(parsing: Array(result.outputBytes[..<split]))
    let rows = try #require(value.array).map { row in
      try #require(row.array).map { try #require($0.string) }
    }
    return (Array(result.outputBytes[(split + 1)...]), rows)
  }

  /// The rows that Python's csv module reads, without the empty ones.
  static func rows(of csv: [UInt8]) throws -> [[String]] {
    let script = """
      import csv, io, json, sys
      text = sys.stdin.buffer.read().decode('utf-8-sig')
      print(json.dumps([row for row in csv.reader(io.StringIO(text, newline='')) if row]))
      """
    let result = try run("python3", ["-c", script], stdin: csv)
    #expect(result.status == 0, "\(result.stderr)")
    return try #require(try JSONValue(parsing: result.outputBytes).array).map { row in
      try #require(row.array).map { try #require($0.string) }
    }
  }

  /// The same JSON Lines after Python has read and written them.
  static func rewritten(jsonLines: [UInt8], escaped: Bool) throws -> [UInt8] {
    let script = """
      import json, sys
      for line in sys.stdin.buffer.read().decode().split('\\n')[:-1]:
          text = json.dumps(json.loads(line), ensure_ascii=\(escaped ? "True" : "False"))
          sys.stdout.buffer.write(text.encode() + b'\\r\\n')
      """
    let result = try run("python3", ["-c", script], stdin: jsonLines)
    #expect(result.status == 0, "\(result.stderr)")
    return result.outputBytes
  }
}

extension String {
  var bytes: [UInt8] { Array(utf8) }
}
