import Foundation
import PackagePlugin

/// Turns files into one generated Swift file, so that an installed binary carries them: those below `schema/` for the
/// library with the tables of `data/`, those in a folder `Templates` for a target that has one.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let templates = target.directoryURL.appending(path: "Templates")
    let hasTemplates = FileManager.default.fileExists(atPath: templates.path())
    let root = hasTemplates ? templates : context.package.directoryURL.appending(path: "schema")
    let output = context.pluginWorkDirectoryURL.appending(path: "BuiltInFiles.swift")
    let data = hasTemplates ? [] : [context.package.directoryURL.appending(path: "data/pinyin.txt")]
    let files =
      try data
      + FileManager.default.subpathsOfDirectory(atPath: root.path())
      .filter { hasTemplates || $0.hasSuffix(".json") }
      .sorted()
      .map { root.appending(path: $0) }
    return [
      .buildCommand(
        displayName: "Embedding \(root.lastPathComponent)/",
        executable: try context.tool(named: "EmbedFilesTool").url,
        arguments: [output.path(), root.path()] + files.map { $0.path() },
        inputFiles: files,
        outputFiles: [output])
    ]
  }
}
