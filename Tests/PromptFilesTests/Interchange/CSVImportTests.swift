import PromptFiles
import Testing

@Suite struct CSVImportTests {
  @Test(arguments: [
    ("act,prompt,for_devs", "0", "1", ["for_devs"]), ("prompt,act", "1", "0", []),
    ("x,act,name,template,prompt", "2", "3", ["x", "act", "prompt"]),
    (" Title ,PROMPT", "0", "1", []), ("x,title,prompt", "1", "2", ["x"]),
  ])
  func theUsualColumnsAreFound(
    header: String, name: String, template: String, ignored: [String]
  ) throws {
    var source = try CSVImport("\(header)\n0,1,2,3,4\n".bytes.prefixFields(of: header))
    #expect(source.ignored == ignored)
    let (rows, errors) = source.readAll()
    #expect(errors.isEmpty)
    #expect(rows.map(\.name) == [name])
    #expect(rows.map(\.template) == [template])
    #expect(rows.map(\.line) == [2])
    #expect(rows.first?.title == nil)
  }

  @Test func aTitleAndADescriptionBesideTheNameAreRead() throws {
    var source = try CSVImport(
      "description, Title,name,prompt,tags\nWhat for,The T,a,x,t\n,,b,y,\n".bytes)
    #expect(source.ignored == ["tags"])
    let (rows, errors) = source.readAll()
    #expect(errors.isEmpty)
    #expect(rows.map(\.name) == ["a", "b"])
    #expect(rows.map(\.title) == ["The T", nil])
    #expect(rows.map(\.description) == ["What for", nil])
  }

  @Test func givenColumnsAreTakenExactly() throws {
    let fields = ImportFields(name: "b", template: "B")
    var source = try CSVImport("name,b,B\n1,2,3\n".bytes, fields: fields)
    #expect(source.ignored == ["name"])
    let (rows, _) = source.readAll()
    #expect(rows.map(\.name) == ["2"])
    #expect(rows.map(\.template) == ["3"])
  }

  @Test(arguments: [
    ("", nil, "is empty"), ("a,prompt\n1,2\n", nil, "no column “name” or “act” or “title”"),
    ("act,text\n", nil, "the columns are “act”, “text”"), ("act,prompt\n", "who", "“who”"),
    ("name,NAME,prompt\n", nil, "there twice"), ("\"name,prompt\n1,2\n", nil, "never closed"),
  ])
  func aHeaderThatDoesNotServeIsRefused(csv: String, name: String?, reason: String) {
    let error = #expect(throws: RowError.self) {
      try CSVImport(csv.bytes, fields: ImportFields(name: name))
    }
    #expect(error?.line == 1)
    #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
  }

  /// A file that is no table does not come back whole in the message.
  @Test(arguments: [
    String(repeating: "a", count: 1_000_000), "e" + String(repeating: "\u{301}", count: 500_000),
    String(repeating: "column,", count: 100_000),
  ])
  func aLongHeaderIsNotRepeatedWhole(header: String) {
    let error = #expect(throws: RowError.self) { try CSVImport("\(header)\n1\n".bytes) }
    #expect(error?.reason.contains("no column “name”") == true)
    #expect((error?.reason.utf8.count ?? .max) < 1_000)
  }

  @Test func badRowsAreReportedAndTheOthersRead() throws {
    var source = try CSVImport(
      "act,prompt\n ,x\nA,\nB,b\nC\n\"D\",\"d\n\"\nE,\"e\" \nF,f\n".bytes)
    let (rows, errors) = source.readAll()
    #expect(rows.map(\.name) == ["B", "D"])
    #expect(rows.last?.template.bytes == "d\n".bytes)
    #expect(errors.map(\.line) == [2, 3, 5, 8])
    #expect(
      errors.map(\.description).first == "line 2: the name is empty: give the prompt one")
  }
}

extension [UInt8] {
  /// The two lines with as many fields in the second as there are in the header.
  fileprivate func prefixFields(of header: String) -> [UInt8] {
    let count = header.utf8.count { $0 == 0x2C } + 1
    let lines = split(separator: 0x0A)
    let fields = lines[1].split(separator: 0x2C).prefix(count)
    return Array(lines[0]) + [0x0A] + Array(fields.joined(separator: [0x2C])) + [0x0A]
  }
}
