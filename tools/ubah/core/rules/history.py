"""What has landed stays, and one landing follows the other."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

RECORD_DELETED = Rule(
    "UB701",
    "record-deleted",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Berkas RFC dihapus",
        "A record was deleted",
    ),
    what=Label(
        "Berkas RFC dihapus atau diganti nama.",
        "A record's file was deleted or renamed.",
    ),
    why=Label(
        "Aturan alat: permintaan yang ditolak atau ditarik pun tetap tercatat.",
        "A rule of the tool: requests that were rejected or withdrawn stay on record too.",
    ),
    mend=Label(
        "Kembalikan: git checkout main -- BERKAS. Permintaan yang tidak diteruskan ditarik: ubah advance RFC {withdraws}",
        "Put it back: git checkout main -- FILE. A request that is given up is withdrawn: ubah advance RFC {withdraws}",
    ),
)

RECORD_TEXT_ALTERED = Rule(
    "UB702",
    "record-text-altered",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Teks lama dalam berkas RFC diubah",
        "Old text of a record was altered",
    ),
    what=Label(
        "Teks yang sudah ada di main tidak lagi sama bita demi bita.",
        "Text that stood on main is not the same byte for byte any more.",
    ),
    why=Label(
        "Aturan alat: riwayat hanya bertambah di akhir; hanya dengan begitu ia menjadi bukti.",
        "A rule of the tool: a journal only grows at its end; only so is it evidence.",
    ),
    mend=Label(
        "Ketik: git checkout main -- BERKAS, lalu catat langkahnya lagi dengan ubah advance. Kata-kata dibetulkan dengan tindakan {corrects} (ralat).",
        "Type: git checkout main -- FILE, then record the step again with ubah advance. Words are mended by the action {corrects}.",
    ),
)

JOURNAL_APPEND_ONLY = Rule(
    "UB703",
    "journal-append-only",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Butir riwayat lama diubah",
        "An old journal entry was changed",
    ),
    what=Label(
        "Butir yang sudah ada dalam riwayat disunting, dihapus, dipindahkan, atau disisipi.",
        "An entry that stood in the journal was edited, removed, moved, or another was put in between.",
    ),
    why=Label(
        "Aturan alat: keputusan yang sudah diambil tidak dapat diambil kembali dengan menghapusnya.",
        "A rule of the tool: a decision that was taken cannot be untaken by deleting it.",
    ),
    mend=Label(
        "Ketik: git checkout main -- BERKAS, lalu tambahkan butir baru di akhir dengan ubah advance. Bila main sudah memuatnya, temuan menyebut komit sebelumnya: kembalilah ke sana selagi belum didorong; sesudah itu hanya titik awal kepercayaan baru yang menyebut temuan ini.",
        "Type: git checkout main -- FILE, then add a new entry at the end with ubah advance. Where main holds it already, the finding names the commit before: go back to it as long as nothing was pushed; after that only a new trust root that names this finding leads on.",
    ),
)

REQUEST_FROZEN = Rule(
    "UB704",
    "request-frozen",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Permintaan diubah setelah diajukan",
        "The request was changed after its submission",
    ),
    what=Label(
        "Bagian request berubah tanpa butir revise, atau pemohon, tanggal, atau sifat susulannya berubah.",
        "The request part changes without a revise entry, or its requester, date or retrospective part changes.",
    ),
    why=Label(
        "Aturan alat: yang dinilai dan disetujui haruslah yang diajukan.",
        "A rule of the tool: what is evaluated and approved has to be what was submitted.",
    ),
    mend=Label(
        "Kembalikan teksnya; selama masih diajukan atau dikembalikan, Pemohon memperbaikinya dengan: ubah advance RFC {revises}",
        "Put the text back; while it is submitted or returned, the requester revises it with: ubah advance RFC {revises}",
    ),
)

CHANGE_WITHOUT_ENTRY = Rule(
    "UB705",
    "change-without-entry",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Berkas RFC berubah tanpa butir riwayat",
        "The record changes without a journal entry",
    ),
    what=Label(
        "Berkas RFC berubah, tetapi riwayatnya tidak bertambah.",
        "The record changes, but its journal does not grow.",
    ),
    why=Label(
        "Aturan alat: setiap perubahan berkas RFC adalah suatu langkah yang diambil seseorang.",
        "A rule of the tool: every change of a record is a step that somebody takes.",
    ),
    mend=Label(
        "Ketik: git checkout main -- BERKAS, lalu catat langkahnya dengan ubah advance.",
        "Type: git checkout main -- FILE, then record the step with ubah advance.",
    ),
)

TOO_MANY_PARENTS = Rule(
    "UB706",
    "too-many-parents",
    Basis.LOCAL,
    traits=Trait.CHAIN_BROKEN,
    title=Label(
        "Penggabungan dengan lebih dari dua induk",
        "A landing with more than two parents",
    ),
    what=Label(
        "Satu komit menggabungkan beberapa cabang sekaligus ke main.",
        "One commit lands several branches on main at once.",
    ),
    why=Label(
        "Aturan alat: setiap penggabungan dinilai terhadap induknya; lebih dari dua tidak dapat dibaca dengan jelas.",
        "A rule of the tool: each landing is judged against its parents; more than two cannot be read clearly.",
    ),
    mend=Label(
        "Gabungkan cabang satu per satu: ubah land CABANG",
        "Land the branches one by one: ubah land BRANCH",
    ),
)

OUTSIDE_ROOT_HISTORY = Rule(
    "UB707",
    "outside-root-history",
    Basis.LOCAL,
    traits=Trait.CHAIN_BROKEN,
    title=Label(
        "Komit di luar sejarah titik awal kepercayaan",
        "A commit outside the trust root's history",
    ),
    what=Label(
        "Komit ini bukan pendahulu dan bukan turunan titik awal kepercayaan, atau titik awal itu tidak berada pada rantai main.",
        "The commit is neither an ancestor nor a descendant of the trust root, or that root is not on main's chain.",
    ),
    why=Label(
        "Aturan alat: setiap komit dinilai dengan wewenang yang berasal dari titik awal; sejarah asing tidak mempunyainya.",
        "A rule of the tool: every commit is judged by authority that comes from the root; a foreign history has none.",
    ),
    mend=Label(
        "Mulailah cabang dari main, dan pindahkan isinya ke sana. Periksa juga nilai --trust-root.",
        "Start the branch from main and bring its content over. Check the value of --trust-root too.",
    ),
)

SEEN_COMMIT_GONE = Rule(
    "UB708",
    "seen-commit-gone",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Komit yang pernah terlihat hilang dari main",
        "A commit that was seen is no longer on main",
    ),
    what=Label(
        "Komit yang disebut dengan --seen tidak lagi berada pada rantai induk pertama main.",
        "The commit named by --seen is not on main's first-parent chain any more.",
    ),
    why=Label(
        "Aturan alat: sejarah yang pernah ditunjukkan kepada pemeriksa tidak boleh diganti.",
        "A rule of the tool: a history that an auditor has been shown must not be replaced.",
    ),
    mend=Label(
        "Mintalah sejarah lama kepada kantor atau dari salinan lain, lalu bandingkan: git log --first-parent",
        "Ask the office, or another copy, for the old history, then compare: git log --first-parent",
    ),
)

INCOMPLETE_CLONE = Rule(
    "UB709",
    "incomplete-clone",
    Basis.LOCAL,
    title=Label(
        "Klon tidak lengkap",
        "The clone is not complete",
    ),
    what=Label(
        "Klon ini dangkal atau sebagian, atau sebuah objek hilang atau rusak, sehingga sejarahnya tidak dapat diperiksa seluruhnya.",
        "The clone is shallow or partial, or an object is missing or damaged, so its history cannot be judged in full.",
    ),
    why=Label(
        "Aturan alat: yang tidak dapat diverifikasi tidak dinyatakan sesuai.",
        "A rule of the tool: what cannot be verified is not passed.",
    ),
    mend=Label(
        "Ketik: git fetch --unshallow, atau buat klon baru tanpa --depth dan --filter. Di CI: fetch-depth: 0",
        "Type: git fetch --unshallow, or clone anew without --depth and --filter. In CI: fetch-depth: 0",
    ),
)

NO_TRUST_ROOT = Rule(
    "UB710",
    "no-trust-root",
    Basis.LOCAL,
    title=Label(
        "Tidak ada titik awal kepercayaan",
        "There is no trust root",
    ),
    what=Label(
        "Tidak ada komit di main yang memuat roles.yaml dan office.yaml tanpa sample: true.",
        "No commit on main holds roles.yaml and an office.yaml without sample: true.",
    ),
    why=Label(
        "Aturan alat: audit memerlukan titik awal tempat wewenang pertama dinyatakan.",
        "A rule of the tool: an audit needs a beginning, where authority is first stated.",
    ),
    mend=Label(
        "Untuk kantor baru: ubah init DIR. Untuk melihat contoh lengkap: ubah demo DIR. Atau sebutkan: ubah audit --trust-root KOMIT",
        "For a new office: ubah init DIR. To see a whole sample: ubah demo DIR. Or name one: ubah audit --trust-root COMMIT",
    ),
)

LANDING_DATED_BACK = Rule(
    "UB711",
    "landing-dated-back",
    Basis.LOCAL,
    title=Label(
        "Penggabungan ke main bertanggal mundur",
        "A landing is dated back",
    ),
    what=Label(
        "Penggabungan ke main bertanggal sebelum penggabungan yang diikutinya.",
        "The landing is dated before the one that it follows.",
    ),
    why=Label(
        "Aturan alat: waktu di main hanya berjalan maju, agar urutan kejadian pasti.",
        "A rule of the tool: time on main only goes forward, so that the order of events is certain.",
    ),
    mend=Label(
        "Betulkan jam komputer, lalu gabungkan lagi: ubah land",
        "Set the computer's clock, then land again: ubah land",
    ),
)

UPDATE_REFUSED = Rule(
    "UB712",
    "update-refused",
    Basis.LOCAL,
    title=Label(
        "Pembaruan main ditolak",
        "The update of main is refused",
    ),
    what=Label(
        "Main dihapus, dipaksa mundur, dipindahkan dari rantai induk pertamanya, atau dimulai dari titik awal kepercayaan yang lain.",
        "Main was deleted, forced back, taken off its first-parent chain, or begun from another trust root.",
    ),
    why=Label(
        "Aturan alat: sejarah main adalah buku keputusan; halaman tidak boleh disobek.",
        "A rule of the tool: main's history is the ledger of decisions; no page may be torn out.",
    ),
    mend=Label(
        "Ketik: git fetch, lalu gabungkan sekali lagi: ubah land CABANG; perintah itu menyebut apa yang perlu diketik bila main di sini sudah menempuh jalan lain. Jangan memakai --force, dan jangan menggabungkan dengan git pull.",
        "Type: git fetch, then land once more: ubah land BRANCH; it says what to type where main here has gone another way. Never use --force, and do not merge with git pull.",
    ),
)

MERGE_CONFLICT = Rule(
    "UB713",
    "merge-conflict",
    Basis.LOCAL,
    title=Label(
        "Cabang bertentangan dengan main",
        "The branch conflicts with main",
    ),
    what=Label(
        "Main mengubah berkas yang sama, sehingga hasil penggabungan tidak dapat ditentukan.",
        "Main has changed the same file, so what the merge would be is not determined.",
    ),
    why=Label(
        "Aturan alat: yang dinilai harus persis yang akan digabungkan ke main.",
        "A rule of the tool: what is judged has to be exactly what would land.",
    ),
    mend=Label(
        "Di cabang itu: git merge main, selesaikan pertentangannya tanpa mengubah butir lama, lalu tandatangani lagi: ubah assent",
        "On the branch: git merge main, resolve the conflict without touching old entries, then sign again: ubah assent",
    ),
)
