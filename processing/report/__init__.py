# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a conflict check: one HTML file that needs no network, and one XLSX workbook."""
