internal import CanonicalJSON
internal import HTTPMessages
internal import PromptInputs
internal import PromptRepo
internal import PromptTemplate

/// A prompt's text with what is typed to be filled into it.
struct Trial {
  /// So many variables have a field; the others share one.
  static let fieldLimit = 50

  /// What can be typed for a variable.
  struct Field {
    /// How it is typed.
    enum Kind {
      /// As text, of any number of lines.
      case text
      /// As JSON, where it is an object, a list or messages.
      case data
      /// On one line, such as a number.
      case line
      /// As one of these.
      case choice([String])
    }

    /// The variable's name.
    let name: String
    let kind: Kind
    /// What it has without a value, as text; `nil` for nothing.
    let standard: String?
    /// What is to be known of it: its type, what it is for.
    let hints: [String]
    /// What was typed; empty for no value.
    var typed = ""
    /// What is wrong with that.
    var fault: String?
    /// What becomes of the variable without a value, where that was tried.
    var remark: String?
  }

  /// The text with all that it includes.
  let text: VersionText
  /// The variables with a field.
  var fields: [Field]
  /// The other variables.
  let others: [Field]
  /// What was typed for those, a line each: `name=value`.
  var more = ""
  /// What is wrong with all of it.
  var faults: [String] = []
  /// What does no harm, and may not be meant.
  var remarks: [String] = []

  /// The variables that a text asks its caller for.
  init(_ text: VersionText) {
    self.text = text
    let isTyped = [.chat, .handlebars].contains(text.dialect)
    let declared = isTyped ? text.declaredInputs : nil
    var all = text.analysis.variables.filter { $0.kind != .context }.map { variable in
      Field(variable, text, declared)
    }
    for name in text.listNames where !all.contains(where: { $0.name.isSame(as: name) }) {
      all.append(Field(list: name))
    }
    fields = Array(all.prefix(Trial.fieldLimit))
    others = Array(all.dropFirst(Trial.fieldLimit))
  }

  /// Whether it says how the page's own text becomes the filled one: values stand where variables do,
  /// and nothing else changes.
  var fillsOnPage: Bool {
    switch text.dialect {
    case .plain, .strict: others.isEmpty
    case .chat:
      others.isEmpty && text.partialNames.isEmpty && text.listNames.isEmpty
        && fields.allSatisfy { if case .text = $0.kind { true } else { false } }
    case .handlebars, .jinja: false
    }
  }

  /// What a variable has: what was typed, or else its default.
  func value(of name: String) -> String? {
    guard let field = fields.first(where: { $0.name.isSame(as: name) }) else { return nil }
    return field.typed.isEmpty ? field.standard : field.typed
  }
}

extension Trial.Field {
  fileprivate init(_ variable: AnalyzedVariable, _ text: VersionText, _ declared: DeclaredInputs?) {
    let input = declared?[variable.name]
    let isList = text.listNames.contains { $0.isSame(as: variable.name) }
    var hints: [String] = []
    var kind = Kind.text
    if isList {
      kind = .data
      hints.append("messages in JSON")
    } else if let input {
      (kind, hints) = Trial.Field.kind(of: input)
    } else if variable.kind == .data {
      kind = .data
      hints.append("JSON for an object or a list")
    }
    if input?.isOptional == true || !variable.isRead { hints.append("optional") }
    if let description = input?.description { hints.append(description) }
    self.init(
      name: variable.name, kind: kind,
      standard: declared == nil ? nil : text.defaults[variable.name].map(Template.text(of:)),
      hints: hints)
  }

  fileprivate init(list name: String) {
    self.init(name: name, kind: .data, standard: nil, hints: ["messages in JSON", "optional"])
  }

  private static func kind(of input: DeclaredInput) -> (Kind, [String]) {
    if let values = input.values {
      let texts = values.map { $0.string ?? $0.text() }
      // An empty choice would be no value.
      if texts.allSatisfy({ !$0.isEmpty }) { return (.choice(texts), []) }
    }
    let types = input.types.filter { $0 != .null }
    if types.contains(.string) { return (.text, []) }
    if types == [.boolean] { return (.choice(["true", "false"]), []) }
    let isData = types.contains(.array) || types.contains(.object)
    return (isData ? .data : .line, [input.typeName])
  }
}

// Reading what was typed, and filling it in.
extension Trial {
  /// Fills in what a form holds.
  ///
  /// - Returns: What comes of it; `nil` where something is wrong, which is noted.
  mutating func fill(_ form: FormFields) -> RenderedPrompt? {
    var values = JSONObject()
    for index in fields.indices {
      fields[index].typed = (form["v.\(fields[index].name)"] ?? "").withLineFeeds
      if fields[index].typed.isEmpty { continue }
      do throws(InputTextError) {
        values[fields[index].name] = try value(fields[index].typed, of: fields[index])
      } catch {
        fields[index].fault = error.message
      }
    }
    more = (form["more"] ?? "").withLineFeeds
    readMore(&values)
    guard faults.isEmpty, fields.allSatisfy({ $0.fault == nil }) else { return nil }
    let input = RenderInput(values)
    do throws(RenderRefusal) {
      let rendered = try text.render(input)
      remark(on: input)
      return rendered
    } catch {
      note(error)
      return nil
    }
  }

  /// Reads the lines for the variables without fields.
  private mutating func readMore(_ values: inout JSONObject) {
    for (index, line) in more.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .enumerated() where line.contains(where: { $0 > 0x20 })
    {
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex else {
        faults.append("Line \(index + 1) of the other variables is no 'name=value'.")
        continue
      }
      let name = String(Substring(line[..<equals]))
      let value = String(Substring(line[line.index(after: equals)...]))
      guard let field = (others + fields).first(where: { $0.name.isSame(as: name) }) else {
        remarks.append("The text has no variable '\(name)'.")
        continue
      }
      do throws(InputTextError) {
        values[name] = try self.value(value, of: field)
      } catch {
        faults.append("\(error.message) (line \(index + 1) of the other variables).")
      }
    }
  }

  /// The value that a text stands for, as it does behind `--var`; data may be JSON as well.
  private func value(_ typed: String, of field: Field) throws(InputTextError) -> JSONValue {
    let isList = text.listNames.contains { $0.isSame(as: field.name) }
    let declared = [.chat, .handlebars].contains(text.dialect) ? text.declaredInputs : nil
    if case .data = field.kind, isList || declared?[field.name] == nil {
      do throws(JSONError) {
        let value = try JSONValue(parsing: typed)
        if isList || value.isStructured { return value }
      } catch {}  // What is no JSON is a text.
    }
    return try declared?.value(of: typed, for: field.name) ?? .string(typed)
  }

  /// Notes what of the text got no value. It is filled in all the same.
  private mutating func remark(on input: RenderInput) {
    do throws(RenderRefusal) {
      try text.check(input)
    } catch {
      guard case .values(let refusal) = error else { return }
      remarks += refusal.unfit
      for missing in refusal.missing {
        let remark =
          text.dialect == .handlebars
          ? "No value, so nothing stands there." : "No value, so it stays."
        if let place = fields.firstIndex(where: {
          $0.name.isSame(as: missing.variable ?? missing.path)
        }) {
          fields[place].remark = remark
        }
      }
      let others = refusal.missing.count { missing in
        !fields.contains { $0.name.isSame(as: missing.variable ?? missing.path) }
      }
      if others > 0 {
        remarks.append(
          others == 1
            ? "1 other place has no value." : "\(grouped(others)) other places have no value.")
      }
    }
  }

  /// Notes why nothing is filled in.
  private mutating func note(_ refusal: RenderRefusal) {
    guard case .values(let values) = refusal else {
      faults.append("\(refusal)")
      return
    }
    for missing in values.missing {
      guard let place = fields.firstIndex(where: { $0.name.isSame(as: missing.variable ?? "") })
      else {
        faults.append("No value for '\(missing.path)'.")
        continue
      }
      fields[place].fault = "It needs a value."
    }
    faults += values.unfit
    if faults.isEmpty, fields.allSatisfy({ $0.fault == nil }) { faults.append("\(refusal)") }
  }
}

extension JSONValue {
  /// Whether it is an object or an array.
  fileprivate var isStructured: Bool {
    switch self {
    case .array, .object: true
    case .null, .bool, .number, .string: false
    }
  }
}

extension String {
  /// Whether it has the bytes of another one.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// The text with line feeds as its line ends, as a page's script sees what a field holds.
  var withLineFeeds: String {
    guard utf8.contains(13) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var isAfterReturn = false
    for byte in utf8 {
      if byte == 13 {
        bytes.append(10)
      } else if byte != 10 || !isAfterReturn {
        bytes.append(byte)
      }
      isAfterReturn = byte == 13
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
