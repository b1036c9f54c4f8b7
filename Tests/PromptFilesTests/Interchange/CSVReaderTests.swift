import PromptFiles
import Testing

@Suite struct CSVReaderTests {
  private func read(_ csv: [UInt8]) -> (records: [CSVRecord], errors: [RowError]) {
    var reader = CSVReader(csv)
    var records: [CSVRecord] = []
    var errors: [RowError] = []
    while let result = reader.next() {
      switch result {
      case .success(let record): records.append(record)
      case .failure(let error): errors.append(error)
      }
    }
    return (records, errors)
  }

  private func expect(_ records: [CSVRecord], are rows: [[String]]) {
    let found = records.map { $0.fields.map(\.bytes) }
    #expect(found == rows.map { $0.map(\.bytes) })
  }

  @Test(arguments: ["QUOTE_ALL", "QUOTE_MINIMAL"], [#"'\n'"#, #"'\r\n'"#])
  func whatPythonWritesIsRead(quoting: String, lineEnd: String) throws {
    for seed in 1...5 {
      let (csv, rows) = try PythonCSV.randomFile(seed: seed, quoting: quoting, lineEnd: lineEnd)
      for file in [csv, [0xEF, 0xBB, 0xBF] + csv] {
        let (records, errors) = read(file)
        #expect(errors.isEmpty)
        expect(records, are: rows)
      }
    }
  }

  @Test(arguments: [
    "a,b\n1,2\n", "a,b\r\n1,2", "a,b\n\n\r\n1,2\n\n", "a\n\"\"\n\"x\"", "a,b\n,\n", "a,b\n\"\",",
    "a,b\n\"1\n2\",\"3\r\n4\"\r\n", "a,b\nx\"y, z\"\n", "\u{FEFF}a,b\n1,\"\u{FEFF}\"\n",
    "a,b\n\"x\"\"\",\"\"\"\"\n", "", "\n\n", "a,b\n  1 , 2 \n", "\"a\",\"b\"\n\"\"\"1\"\"\",\",\"",
  ])
  func readsAsPythonDoes(csv: String) throws {
    let (records, errors) = read(csv.bytes)
    #expect(errors.isEmpty)
    expect(records, are: try PythonCSV.rows(of: csv.bytes))
  }

  @Test func recordsKnowTheLineTheyBeginOn() {
    let (records, _) = read("a,b\n\n\"1\n2\",\"3\r\n4\"\r\n5,6\n".bytes)
    #expect(records.map(\.line) == [1, 3, 6])
  }

  @Test func aRowOfAnotherLengthIsReportedAndTheNextOneRead() {
    let (records, errors) = read("a,b\n1\n2,3\n4,5,6\n7,8\n".bytes)
    expect(records, are: [["a", "b"], ["2", "3"], ["7", "8"]])
    #expect(errors.map(\.line) == [2, 4])
    #expect(errors.first?.reason.contains("1 field, the header 2") == true)
  }

  @Test func aStrayQuoteSpoilsItsOwnRowOnly() {
    let (records, errors) = read(
      "a,b\n\"say \"hi\" now\",x\n1,2\n\"two\nlines \"and\" more\",y\n3,4\n".bytes)
    expect(records, are: [["a", "b"], ["1", "2"], ["3", "4"]])
    #expect(errors.map(\.line) == [2, 5])
    #expect(errors.last?.reason.contains("lines 4 to 5 were skipped") == true)
  }

  /// The quote missing in line 2 is found at the next one; nothing of line 3 becomes a row.
  @Test func aMissingQuoteNeverTurnsTextIntoRows() {
    let (records, errors) = read("a,b\n1,\"open\ntext, more\n2,\"closed\"\n3,4\n".bytes)
    expect(records, are: [["a", "b"], ["3", "4"]])
    #expect(errors.map(\.line) == [4])
  }

  @Test func anUnclosedQuoteNamesItsLine() {
    let (records, errors) = read("a,b\n1,2\nx,\"never\nclosed\n3,4\n".bytes)
    expect(records, are: [["a", "b"], ["1", "2"]])
    #expect(errors.map(\.line) == [3])
    #expect(errors.first?.reason.contains("never closed") == true)
  }

  @Test func textThatIsNotUTF8NamesItsLine() {
    let (records, errors) = read(
      "a,b\n1,\"x\ny".bytes + [0xFF] + "\"\n2,3\n4,".bytes + [0xED, 0xA0, 0x80]
        + "\n5,\0\n6,7".bytes)
    expect(records, are: [["a", "b"], ["2", "3"], ["6", "7"]])
    #expect(errors.map(\.line) == [3, 5, 6])
  }
}
