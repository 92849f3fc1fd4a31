"""The process: what every sop.yaml has to keep, and what leads where."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

SOP_FINAL_STATE_LEFT = Rule(
    "UB210",
    "sop-final-state-left",
    Basis.SOP,
    title=Label(
        "Status akhir dapat ditinggalkan",
        "A final state can be left",
    ),
    what=Label(
        "sop.yaml memuat tindakan yang mengubah status yang ditandai final.",
        "sop.yaml has an action that changes a state which is marked as final.",
    ),
    why=Label(
        "Langkah 14 SOP: yang selesai tetap selesai; permintaan baru menyebut yang lama di request.supersedes.",
        "Step 14 of the SOP: what is finished stays so; a new request names the old one in request.supersedes.",
    ),
    mend=Label(
        "Hapus status itu dari from tindakan yang disebut, atau hapus final: true.",
        "Take the state out of the action's from, or take away final: true.",
    ),
)

SOP_RELEASES_UNTESTED = Rule(
    "UB211",
    "sop-releases-untested",
    Basis.SOP,
    title=Label(
        "Rilis tanpa uji yang berhasil",
        "Released without a passed test",
    ),
    what=Label(
        "sop.yaml memuat jalan yang merilis perubahan yang tidak lulus uji atau tidak tuntas.",
        "sop.yaml has a path that releases a change which did not pass its test or was not completed.",
    ),
    why=Label(
        "Langkah 7 dan 8 SOP: yang gagal diuji dikembalikan seperti semula, bukan dirilis.",
        "Steps 7 and 8 of the SOP: what fails its test is rolled back, not released.",
    ),
    mend=Label(
        "Pasang kembali all_tests_passed, schedule_fits_test_outcome, dan release_outcome_fits_schedule.",
        "Put all_tests_passed, schedule_fits_test_outcome and release_outcome_fits_schedule back.",
    ),
)

SOP_GUARD_WITHOUT_EVIDENCE = Rule(
    "UB212",
    "sop-guard-without-evidence",
    Basis.FORMAT,
    title=Label(
        "Syarat membaca data dukung yang tidak diminta",
        "A guard reads evidence that nobody is asked for",
    ),
    what=Label(
        "Suatu syarat (guard) membaca kolom yang tidak wajib ada pada data dukung tindakan itu.",
        "A guard reads a field that the evidence of the action need not hold.",
    ),
    why=Label(
        "Aturan alat: syarat yang tidak dapat dibaca tidak dapat diperiksa.",
        "A rule of the tool: a guard that cannot be read cannot be judged.",
    ),
    mend=Label(
        "Tandai kolom itu dengan required: true, atau lepaskan syaratnya.",
        "Mark the field with required: true, or take the guard away.",
    ),
)

SOP_REFUSED_AGAIN_UNREVISED = Rule(
    "UB213",
    "sop-refused-again-unrevised",
    Basis.LOCAL,
    title=Label(
        "Permintaan yang ditolak diajukan lagi tanpa perbaikan",
        "A refused request comes back unrevised",
    ),
    what=Label(
        "sop.yaml memuat jalan yang meminta keputusan Kepala LPSE lagi atas permintaan yang ditolak dan belum diperbaiki.",
        "sop.yaml has a path that asks the head again about a request that was refused and not revised.",
    ),
    why=Label(
        "Aturan alat: putaran langkah 5 ke langkah 3 SOP harus mengubah sesuatu, agar tidak berulang tanpa akhir.",
        "A rule of the tool: the loop from step 5 to step 3 of the SOP must change something, or it never ends.",
    ),
    mend=Label(
        "Pasang kembali not_escalated_again_unrevised pada escalate dan reaccept_only_after_not_emergency pada accept.",
        "Put not_escalated_again_unrevised back on escalate, and reaccept_only_after_not_emergency on accept.",
    ),
)

SOP_IMPLEMENTS_UNACCEPTED = Rule(
    "UB214",
    "sop-implements-unaccepted",
    Basis.SOP,
    title=Label(
        "Pelaksanaan tanpa persetujuan Pengelola Perubahan",
        "Carried out without acceptance",
    ),
    what=Label(
        "sop.yaml memuat jalan menuju implemented yang tidak melewati accept.",
        "sop.yaml has a path to implemented that does not lead through accept.",
    ),
    why=Label(
        "Langkah 3 SOP: hanya perubahan yang disetujui Pengelola Perubahan yang dilaksanakan.",
        "Step 3 of the SOP: only a change that the change manager accepted is carried out.",
    ),
    mend=Label(
        "Perbaiki from dan to pada tindakan yang disebut sehingga setiap jalan melewati accept, lalu ketik: ubah check",
        "Correct from and to of the actions named so that every path leads through accept, then type: ubah check",
    ),
)

ILLEGAL_TRANSITION = Rule(
    "UB401",
    "illegal-transition",
    Basis.SOP,
    title=Label(
        "Langkah tidak sah dalam status ini",
        "The step is not legal in this state",
    ),
    what=Label(
        "Langkah yang dicatat tidak boleh diambil dari status RFC saat itu.",
        "The step that is recorded may not be taken from the state that the RFC was in.",
    ),
    why=Label(
        "Urutan keempat belas langkah SOP menentukan langkah mana yang boleh mengikuti langkah mana.",
        "The order of the SOP's fourteen steps says which step may follow which.",
    ),
    mend=Label(
        "Lihat langkah yang sah dan siapa yang berwenang: ubah show RFC. Hapus butir yang salah dari cabang, lalu catat yang benar: ubah advance RFC LANGKAH",
        "See which steps are legal and who may take them: ubah show RFC. Take the wrong entry out of the branch, then record the right one: ubah advance RFC ACTION",
    ),
)

STATUS_IS_JOURNAL = Rule(
    "UB402",
    "status-is-journal",
    Basis.FORMAT,
    title=Label(
        "Status tidak sama dengan riwayat",
        "The status is not what the journal says",
    ),
    what=Label(
        "Baris status menyebut keadaan yang lain dari keadaan yang dicapai riwayat.",
        "The status line names another state than the one that the journal leads to.",
    ),
    why=Label(
        "Aturan alat: status hanyalah ringkasan riwayat; bila berbeda, pembaca disesatkan.",
        "A rule of the tool: the status only sums up the journal; where the two differ, readers are misled.",
    ),
    mend=Label(
        "Tulis status yang disebut dalam petunjuk. ubah advance melakukannya sendiri.",
        "Write the status that the hint names. ubah advance does so by itself.",
    ),
)
