/** The words of a text: parted by spaces, commas, semicolons or line ends; doubles and empty ones left out. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part.length > 0))];
}
