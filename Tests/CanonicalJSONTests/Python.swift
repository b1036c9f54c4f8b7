import Foundation

/// Python as an independent writer of JSON.
enum Python {
  static let isInstalled = (try? run("pass", on: "")) != nil

  /// Lays the digits of Python's repr out as ECMAScript's Number::toString does.
  static let program = """
    import decimal, json, sys
    def number(value):
        sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
        text, k = "".join(map(str, digits)), len(digits)
        n = k + exponent
        if value == 0: return "0"
        if k <= n <= 21: text += "0" * (n - k)
        elif 0 < n <= 21: text = text[:n] + "." + text[n:]
        elif -6 < n <= 0: text = "0." + "0" * -n + text
        else: text = text[0] + ("." + text[1:] if k > 1 else "") + "e%+d" % (n - 1)
        return "-" * sign + text
    def dump(value):
        if isinstance(value, float): return number(value)
        if isinstance(value, list): return "[" + ",".join(map(dump, value)) + "]"
        if isinstance(value, dict):
            return "{" + ",".join(dump(k) + ":" + dump(v) for k, v in value.items()) + "}"
        return json.dumps(value, ensure_ascii=False)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write((dump(json.loads(line)) + "\\n").encode())
    """

  static func run(_ program: String, on input: String) throws -> String {
    let process = Process()
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return String(decoding: data, as: UTF8.self)
  }
}
