"""Results beside each other as data, in words, as a page, a workbook and maps."""
